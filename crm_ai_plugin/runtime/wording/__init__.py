"""Joins the writing desk to what outlives a process: kept wordings, prompts of workspaces, experiments, counts."""
