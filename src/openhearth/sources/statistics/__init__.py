"""Statistical tables, one module for each publisher, and the registers of the Doughnut."""
