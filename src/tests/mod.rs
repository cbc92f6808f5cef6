//! What the product promises, tested through the real router and the real databases.
