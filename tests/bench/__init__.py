"""What a season costs, beside what the same work costs with the plain tools.

``PYTHONPATH=tests:tests/support python -m bench --out docs/performance.md``
"""
