"""Moteur de critères pour les achats publics numériques responsables."""

__version__ = "0.1.0"
