"""The registers of the communes, each with its pages and its calls."""

from .attendances import ATTENDANCES
from .oversights import OVERSIGHTS
from .projects import PROJECTS
from .readings import READINGS
from .steps import STEPS
from .training_sessions import TRAINING_SESSIONS
from .trainings import TRAININGS

REGISTERS = (READINGS, PROJECTS, STEPS, TRAININGS, TRAINING_SESSIONS, ATTENDANCES, OVERSIGHTS)
ROUTES = [route for register in REGISTERS for route in register.routes]
