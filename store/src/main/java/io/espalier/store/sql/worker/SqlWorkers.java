package io.espalier.store.sql.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.store.sql.column.Rows;
import io.espalier.store.sql.column.Text;
import io.espalier.store.sql.database.Database;
import io.espalier.store.worker.NewWorker;
import io.espalier.store.worker.RunningTask;
import io.espalier.store.worker.WaitingTask;
import io.espalier.store.worker.WorkerBeat;
import io.espalier.store.worker.WorkerRecord;
import io.espalier.store.worker.WorkerRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rows of workers. What a worker does is text in its row: it is overwritten as a whole every few
 * seconds, and nothing refers to a part of it. Thread-safe.
 */
public final class SqlWorkers implements WorkerRegistry {
  // A newer worker may say more.
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final TypeReference<List<RunningTask>> RUNNING = new TypeReference<>() {};
  private static final TypeReference<List<WaitingTask>> WAITING = new TypeReference<>() {};

  private static final String GONE = "INTERVAL '" + PATIENCE.toSeconds() + "' SECOND";
  private static final String FORGOTTEN = "INTERVAL '" + MEMORY.toDays() + "' DAY";

  private static final String CLAIMS =
      """
      EXISTS (SELECT 1 FROM step s JOIN attempt a ON a.step_id = s.id AND a.fence = s.fence
        WHERE s.state = 'RUNNING' AND a.worker = worker.name)
      """;

  private final Database database;

  public SqlWorkers(Database database) {
    this.database = database;
  }

  @Override
  public long enter(NewWorker worker) {
    Text.checked("worker", worker.name(), Text.NAME);
    return database.write(
        handle -> {
          handle
              .createUpdate(
                  "DELETE FROM worker WHERE (name = :name AND seen_at < CURRENT_TIMESTAMP - "
                      + GONE
                      + ") OR (seen_at < CURRENT_TIMESTAMP - "
                      + FORGOTTEN
                      + " AND NOT "
                      + CLAIMS
                      + ")")
              .bind("name", worker.name())
              .execute();
          return handle
              .createUpdate(
                  "INSERT INTO worker (name, host, pid, build, queues, trainers)"
                      + " VALUES (:name, :host, :pid, :build, :queues, :trainers)")
              .bind("name", worker.name())
              .bind("host", Text.clipped(worker.host(), Text.NAME))
              .bind("pid", worker.pid())
              .bind("build", Text.clipped(worker.build(), Text.NAME))
              .bind("queues", String.join(" ", worker.queues()))
              .bind("trainers", worker.trainers())
              .executeAndReturnGeneratedKeys("id")
              .mapTo(Long.class)
              .one();
        });
  }

  @Override
  public boolean beat(long id, WorkerBeat beat) {
    String running = Text.checked("tasks", json(beat.running()), Text.JSON);
    String waiting = Text.checked("waits", json(beat.waiting()), Text.JSON);
    return database.write(
        handle ->
            handle
                    .createUpdate(
                        "UPDATE worker SET seen_at = CURRENT_TIMESTAMP, draining = :draining,"
                            + " running_json = :tasks, waiting_json = :waits WHERE id = :id")
                    .bind("id", id)
                    .bind("draining", beat.draining())
                    .bind("tasks", running)
                    .bind("waits", waiting)
                    .execute()
                == 1);
  }

  @Override
  public void leave(long id) {
    database.write(
        handle ->
            handle.createUpdate("DELETE FROM worker WHERE id = :id").bind("id", id).execute());
  }

  @Override
  public List<WorkerRecord> list() {
    List<WorkerRecord> all =
        database.read(
            handle ->
                handle
                    .createQuery(
                        "SELECT id, name, host, pid, build, queues, trainers, draining,"
                            + " running_json, waiting_json, started_at, seen_at,"
                            + " CURRENT_TIMESTAMP AS now_at, "
                            + CLAIMS
                            + " AS claims FROM worker ORDER BY id")
                    .map((rows, context) -> read(rows))
                    .list());
    List<WorkerRecord> listed = new ArrayList<>(all.stream().filter(WorkerRecord::alive).toList());
    Set<String> living =
        listed.stream().map(worker -> worker.worker().name()).collect(Collectors.toSet());
    all.stream()
        .filter(worker -> !living.contains(worker.worker().name()))
        .filter(worker -> worker.claims() || worker.silence().compareTo(MEMORY) < 0)
        .sorted(Comparator.comparing(WorkerRecord::silence))
        .forEach(listed::add);
    return listed;
  }

  private static WorkerRecord read(ResultSet rows) throws SQLException {
    return new WorkerRecord(
        rows.getLong("id"),
        new NewWorker(
            rows.getString("name"),
            rows.getString("host"),
            rows.getLong("pid"),
            rows.getString("build"),
            List.of(rows.getString("queues").split(" ")),
            rows.getInt("trainers")),
        Rows.instant(rows, "started_at"),
        Rows.instant(rows, "seen_at"),
        Duration.between(Rows.instant(rows, "seen_at"), Rows.instant(rows, "now_at")),
        rows.getBoolean("claims"),
        new WorkerBeat(
            rows.getBoolean("draining"),
            list(rows.getString("running_json"), RUNNING),
            list(rows.getString("waiting_json"), WAITING)));
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static <T> List<T> list(String json, TypeReference<List<T>> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a worker's row is no JSON: " + json, e);
    }
  }
}
