"""What applications do with CrateDB's own client, against the server of the first argument; prints what came of it."""

import io
import json
import sys

from crate import client
from crate.client.exceptions import BlobLocationNotFoundException, ProgrammingError

url, ca_cert = sys.argv[1:]
words = {"servers": url, "ca_cert": ca_cert, "username": "app", "password": "p:w"}
told = {}

with client.connect(**words, compress=100) as connection:
    told["version"] = str(connection.lowest_server_version)
    told["infos"] = connection.client.server_infos(url)
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE IF NOT EXISTS books (id integer PRIMARY KEY, title text)")
    cursor.execute("INSERT INTO books (id, title) VALUES (?, ?)", (1, "one"))
    told["inserted"] = cursor.rowcount
    rows = [(number, "x" * 10) for number in range(2, 40)]
    told["bulk"] = len(cursor.executemany("INSERT INTO books (id, title) VALUES (?, ?)", rows))
    cursor.execute("REFRESH TABLE books")
    cursor.execute("SELECT title, id FROM books WHERE id = ?", (1,))
    told["columns"] = [column[0] for column in cursor.description]
    told["found"] = cursor.fetchall()
    cursor.execute("SELECT id FROM books WHERE title = %(title)s AND id = %(id)s", {"id": 2, "title": "x" * 10})
    told["named"] = cursor.fetchone()
    cursor.execute("SELECT count(*) FROM books")
    told["count"] = cursor.fetchone()
    cursor.execute("SELECT name FROM sys.cluster")
    told["cluster"] = cursor.fetchone()
    try:
        cursor.execute("SELECT * FROM nothing")
    except ProgrammingError as error:
        told["unknown"] = error.message
    cursor.execute("CREATE BLOB TABLE covers")
    container = connection.get_blob_container("covers")
    digest = container.put(io.BytesIO(b"cover"))
    told["blob"] = [container.exists(digest), b"".join(container.get(digest)).decode(), container.delete(digest)]
    cursor.execute("DROP BLOB TABLE covers")
    try:
        container.put(io.BytesIO(b"cover"))
    except BlobLocationNotFoundException:
        told["blob"].append("no table")
    cursor.execute("DROP TABLE books")
    told["dropped"] = cursor.rowcount

try:
    client.connect(**{**words, "password": "wrong"})
except ProgrammingError as error:
    told["refused"] = error.message

json.dump(told, sys.stdout)
