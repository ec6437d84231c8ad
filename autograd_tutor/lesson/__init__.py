"""What a lesson is: its model and how its YAML file is read."""
