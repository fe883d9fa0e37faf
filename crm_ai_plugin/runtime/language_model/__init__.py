"""What calls to a language model share between processes: limits, breaker, money; and putting it all together."""
