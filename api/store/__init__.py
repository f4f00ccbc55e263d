"""What is kept between two calls: tables, sessions and migrations."""
