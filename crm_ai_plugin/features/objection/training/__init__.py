"""How the weights come about: labelled sentences in, a model file out, the same one each time."""
