"""Evidence packs: gather, print, sign, verify."""
