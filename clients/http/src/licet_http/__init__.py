"""A door to the service for systems that cannot speak gRPC: JSON over HTTP, and nothing else new.

It decides nothing and keeps nothing: every question goes to a server, under whose limits and into
whose log it comes, and every answer is that server's.
"""
