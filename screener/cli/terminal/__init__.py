"""What a terminal shows and how people write and read it there: tables, times, colours."""
