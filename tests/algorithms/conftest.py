from hypothesis import HealthCheck, settings

# The same examples in every run, and no limit of time: a busy machine must not fail a build.
settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")
