#!/bin/sh
# One purchase from end to end. Run by `make demo`, from the root of the repository.
set -eu

out=build/demo
mkdir -p "$out"

step() { # what it shows, then the command that shows it
  printf '\n\033[1m%s\033[0m\n$ ' "$1"
  shift
  echo "$*"
  "$@"
}

step "1. Les critères qui s'appliquent à l'achat, et ce qu'il manque pour trancher" \
  clausier select examples/achat.yaml

step "2. Les clauses à insérer dans le dossier de consultation" \
  clausier clauses examples/achat.yaml --output "$out/clauses.docx"

step "3. Votre projet de CCTP, relu et annoté" \
  clausier review examples/projet-cctp.docx --purchase examples/achat.yaml --output "$out/projet-cctp-relu.docx"

step "4. Les réponses d'une entreprise, évaluées" \
  clausier assess examples/reponses.json --purchase examples/achat.yaml --output "$out/evaluation.docx"

printf '\nLes documents sont dans %s/ :\n' "$out"
ls "$out"
