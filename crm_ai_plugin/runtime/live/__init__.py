"""Telling whoever looks that something changed: published after the commit, followed over all web processes."""
