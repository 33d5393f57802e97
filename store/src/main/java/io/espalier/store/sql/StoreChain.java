package io.espalier.store.sql;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The audit chain of the store itself, for what belongs to no run; begun when it is needed. */
final class StoreChain {
  /** Its name; no run can have it. */
  static final String NAME = "@store";

  /** Kind of its first entry. */
  static final String FIRST = "store.begun";

  private StoreChain() {}

  /** Adds that these things had to be mended. */
  static void record(Database database, List<String> mended) {
    if (mended.isEmpty()) {
      return;
    }
    database.write(
        handle -> {
          mended.forEach(
              text -> append(handle, "store.mended", AuditChain.body().put("text", text)));
          return true;
        });
  }

  /** Adds an entry. */
  static void append(Handle handle, String kind, ObjectNode body) {
    boolean there =
        handle
            .createQuery("SELECT 1 FROM audit_head WHERE chain = :chain")
            .bind("chain", NAME)
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    if (!there) {
      AuditChain.begin(handle, NAME);
      AuditChain.append(handle, NAME, FIRST, AuditChain.body());
    }
    AuditChain.append(handle, NAME, kind, body);
  }
}
