package io.espalier.store.sql.damage;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Rows held against rows: what foreign keys cannot say. */
final class References {
  private static final List<String> QUERIES =
      List.of(
          """
          SELECT 'output ' || io.role || ' of completed step ' || s.step_key || ' is '
            || a.state || ': ' || a.sha256
          FROM step_io io JOIN step s ON s.id = io.step_id JOIN artifact a ON a.id = io.artifact_id
          WHERE io.direction = 'O' AND s.state = 'COMPLETED' AND a.state = 'DELETED'
          ORDER BY s.id, io.role, io.ordinal
          """,
          """
          SELECT 'checkpoint at iteration ' || CAST(c.iteration AS VARCHAR(20)) || ' of step '
            || s.step_key || ' is ' || a.state || ': ' || a.sha256
          FROM checkpoint c JOIN step s ON s.id = c.step_id JOIN artifact a ON a.id = c.artifact_id
          WHERE a.state = 'DELETED'
          ORDER BY s.id, c.iteration
          """,
          """
          SELECT 'completed step ' || s.step_key || ' still has checkpoints'
          FROM step s WHERE s.state = 'COMPLETED'
            AND EXISTS (SELECT 1 FROM checkpoint c WHERE c.step_id = s.id)
          ORDER BY s.id
          """,
          """
          SELECT 'completed step ' || s.step_key || ' was not won by one of its own attempts'
          FROM step s LEFT JOIN attempt a ON a.id = s.won_attempt_id
          WHERE s.state = 'COMPLETED' AND (a.id IS NULL OR a.step_id <> s.id OR a.state <> 'WON')
          ORDER BY s.id
          """);

  private References() {}

  /** One sentence for each row that does not fit. */
  static List<String> broken(Handle handle) {
    List<String> found = new ArrayList<>();
    for (String query : QUERIES) {
      found.addAll(handle.createQuery(query).mapTo(String.class).list());
    }
    return found;
  }
}
