"""The customer's own documents: taken in, found, cited.

==============  ================================================================================
``adding``      bytes → passages, once; replaced and removed as wholes
``finding``     a query → passages, with where they stand and whether they fit
``embedding``   texts → a provider's vectors, a few at a time, whatever interrupts it
``leaving``     which texts may go to the provider, and in which words
==============  ================================================================================
"""
