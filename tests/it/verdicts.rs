//! Verdicts on single answers and their combinations, through the public interface.
