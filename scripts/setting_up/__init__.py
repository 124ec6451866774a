"""How the environment comes about; `environment.py`, beside this folder, leads through it in order.

`fit_python`           can this Python run Second Round at all
`lock_file`            what is to be installed
`place`                where it lives
`stamp`                how far it has come
`guard`                one process at a time
`virtual_environment`  made empty, or found healthy; linked to this checkout
`packages`             laid down by pip, or by what stands in for it
`commands`             other programs, with their noise in a log
`messages`             the few lines a person reads

Nothing here is a script, and nothing here imports `environment`. Like it, only the standard library.
"""
