"""What the production shape takes under load: pages, uploads and the queue of videos."""
