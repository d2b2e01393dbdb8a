from .recommendation import Recommendation, RecommendationReport, RecommendationStep

__all__ = ["Recommendation", "RecommendationReport", "RecommendationStep"]
