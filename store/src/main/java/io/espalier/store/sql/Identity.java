package io.espalier.store.sql;

import io.espalier.store.sql.database.Database;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The name of a shared store, made by whoever first opens it to write. */
final class Identity {
  private static final int DIGITS = 12;

  private Identity() {}

  static String of(Database database) {
    return database
        .read(Identity::recorded)
        .orElseGet(() -> database.engine().readOnly() ? "" : database.write(Identity::made));
  }

  private static Optional<String> recorded(Handle handle) {
    return handle.createQuery("SELECT name FROM store_identity").mapTo(String.class).findOne();
  }

  private static String made(Handle handle) {
    handle
        .createUpdate("INSERT INTO store_identity (name) VALUES (:name) ON CONFLICT DO NOTHING")
        .bind("name", UUID.randomUUID().toString().replace("-", "").substring(0, DIGITS))
        .execute();
    return recorded(handle).orElseThrow();
  }
}
