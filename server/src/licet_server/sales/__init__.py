"""Sales as JSON become sales of the engine."""
