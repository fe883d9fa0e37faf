"""What came of advice: what following it did, and how well the odds held.

========================  =====================================================================
``episodes``              each recommendation with what was done about it and how the deal ended
``effectiveness``         what doing it and what showing it changed, per action and in all
``calibration``           odds as they were said at the time, against how deals ended
``keeping``               both as the night found them
``tables``                both as rows, for spreadsheets and documents
========================  =====================================================================
"""
