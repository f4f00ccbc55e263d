#!/bin/sh
# One purchase from end to end. Run by `make demo`, from the root of the repository.
set -eu

out=build/demo
rm -rf "$out"
mkdir -p "$out"

step() { # what it shows, then the command that shows it
  printf '\n\033[1m%s\033[0m\n$ ' "$1"
  shift
  echo "$*"
  "$@"
}

step "1. Les critères qui s'appliquent à l'achat, le droit de chacun, et ce qu'il manque pour trancher" \
  clausier select examples/achat.yaml

step "2. Les pièces du marché, en Word et en OpenDocument, avec la note de justification" \
  clausier clauses examples/achat.yaml --output "$out/pieces"

step "3. Un projet de CCTP, relu pour cet achat, rendu annoté et avec son rapport" \
  clausier review examples/projet-cctp.docx --purchase examples/achat.yaml --output "$out/relecture"

step "4. Les réponses d'une entreprise, notées en intervalles" \
  clausier assess examples/reponses.json

step "5. Les pages des critères" \
  clausier base page --output "$out/pages"

printf '\nLes documents sont dans %s/pieces, la relecture dans %s/relecture, les pages dans %s/pages (ouvrez index.html).\n' \
  "$out" "$out" "$out"
