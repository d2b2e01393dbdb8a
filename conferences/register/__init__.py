"""The registers of conferences: editions, panels, speakers, participants, what is known of bodies, common questions."""

from . import bodies, conferences, panels, participants, questions, reviews, speakers

REGISTERS = (conferences, panels, speakers, participants, reviews, bodies, questions)
ROUTES = [route for register in REGISTERS for route in register.ROUTES]
