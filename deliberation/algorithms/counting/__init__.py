"""Counting choices among several options: one of several, approval, score, Schulze, instant runoff, STV for seats.

Options are numbered from 1. Equal papers are counted once with their weight, all numbers are exact, and a tie is
reported with all whom it concerns, never broken.
"""
