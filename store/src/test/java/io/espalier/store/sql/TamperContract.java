package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.state.TaskState;
import io.espalier.store.audit.AlteredException;
import io.espalier.store.audit.AuditLog;
import io.espalier.store.sql.audit.AuditChain;
import io.espalier.store.sql.audit.AuditHash;
import io.espalier.store.sql.audit.ChainEntry;
import io.espalier.store.sql.check.AuditCheck;
import io.espalier.store.sql.column.Rows;
import io.espalier.store.step.Checkpoint;
import io.espalier.store.step.Claim;
import io.espalier.store.step.ClaimOutcome;
import io.espalier.store.step.StepArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is noticed when rows are changed by hand, and what is not built on such rows. */
abstract class TamperContract extends TamperedStore {
  TamperContract(Place place) {
    super(place);
  }

  @BeforeEach
  void aStoreWithRowsOfEveryKind() throws IOException {
    fill();
  }

  private List<String> problems() {
    return store.audit().verify(List.of()).problems();
  }

  @Test
  void whatNobodyTouchedIsInOrder() {
    assertThat(problems()).isEmpty();
    assertThat(store.audit().altered("run:1")).isEmpty();
    assertThat(store.audit().altered("run:2")).isEmpty();
    assertThat(store.audit().verify(store.audit().heads()).older()).isZero();
  }

  /** Each on the same store, in a transaction that is rolled back. */
  @TestFactory
  Stream<DynamicTest> everyChangedRowIsNamed() {
    return Tampering.ALL.stream()
        .map(
            tampering ->
                DynamicTest.dynamicTest(
                    tampering.sql(),
                    () ->
                        assertThat(problemsAfter(tampering))
                            .anySatisfy(
                                problem ->
                                    assertThat(problem).contains(filled(tampering.named())))));
  }

  private static final class RolledBack extends RuntimeException {
    private final transient List<String> problems;

    RolledBack(List<String> problems) {
      this.problems = problems;
    }
  }

  private List<String> problemsAfter(Tampering tampering) {
    try {
      return sql(
          handle -> {
            for (String statement : filled(tampering.sql()).split(";", -1)) {
              handle.execute(statement);
            }
            throw new RolledBack(new AuditCheck(handle).verify(List.of()).problems());
          });
    } catch (RolledBack end) {
      return end.problems;
    }
  }

  /** A new column fails here until somebody has decided what is noticed of it. */
  @Test
  void everyColumnIsEitherHeldAgainstTheChainsOrShowsNothing() throws IOException {
    Set<String> decided = new TreeSet<>(Tampering.NOTHING_SHOWN.keySet());
    Tampering.ALL.forEach(tampering -> decided.addAll(tampering.columns()));
    List<String> columns =
        sql(
            handle ->
                handle
                    .createQuery(
                        "SELECT LOWER(table_name) || '.' || LOWER(column_name)"
                            + " FROM information_schema.columns"
                            + " WHERE table_schema = CURRENT_SCHEMA AND table_name IN"
                            + " (SELECT table_name FROM information_schema.tables"
                            + " WHERE table_schema = CURRENT_SCHEMA"
                            + " AND table_type = 'BASE TABLE')"
                            + " AND table_name <> 'flyway_schema_history'")
                    .mapTo(String.class)
                    .list());
    assertThat(decided).containsExactlyInAnyOrderElementsOf(columns);
    String handbook = Files.readString(Path.of("../docs/auditing.md"));
    assertThat(columns)
        .allSatisfy(
            column -> {
              String[] parts = column.split("\\.", -1);
              assertThat(handbook.lines().filter(line -> line.startsWith("| `" + parts[0] + "`")))
                  .as(column)
                  .anyMatch(line -> line.contains("`" + parts[1] + "`"));
            });
  }

  @Test
  void eachIsNamedOnce() {
    tamper("UPDATE run SET seed = 43 WHERE id = {run:1}");
    assertThat(problems())
        .containsExactly("run run:1: seed: 43 (recorded: 42, by entry 1 of chain run:1)");
  }

  @Test
  void aRunIsHeldAgainstTheStepsItTookOverToo() {
    tamper("UPDATE step SET result_json = '{\"testAccuracy\":0.9999}' WHERE id = {a}");
    for (String run : new String[] {"run:1", "run:2"}) {
      assertThat(store.audit().altered(run))
          .singleElement()
          .asString()
          .contains(filled("step {key a}: result_json: {\"testAccuracy\":0.9999} (recorded:"));
    }
    tamper("UPDATE task SET result_json = '{}' WHERE run_id = {run:2} AND task_id = 'a'");
    assertThat(store.audit().altered("run:1")).hasSize(1);
    assertThat(store.audit().altered("run:2")).hasSize(2);
  }

  @Test
  void aStepWithAnotherResultIsNeverTakenOver() {
    tamper(
        "UPDATE step SET result_json = '{\"testAccuracy\":0.9999}' WHERE id = {a};"
            + "UPDATE task SET result_json = '{\"testAccuracy\":0.9999}' WHERE step_id = {a}");
    assertNotTakenOver("result {\"testAccuracy\":0.9999}");
  }

  @Test
  void aStepWithOtherOutputsIsNeverTakenOver() {
    tamper(
        "UPDATE step_io SET artifact_id = {other weights}"
            + " WHERE step_id = {a} AND direction = 'O' AND role = 'weights'");
    assertNotTakenOver("output weights/0: ");
  }

  @Test
  void aStepWithOtherInputsOrAnotherKeyIsNeverTakenOver() {
    tamper(
        "UPDATE step_io SET artifact_id = {other weights} WHERE step_id = {a} AND direction = 'I'");
    assertNotTakenOver("input data/0: ");
    tamper("UPDATE step SET key_json = '{}' WHERE id = {a}");
    assertNotTakenOver("its key is not the digest of its key_json");
  }

  @Test
  void aStepMarkedCompletedByHandIsNeverTakenOver() {
    tamper(
        "UPDATE step SET state = 'COMPLETED', result_json = '{}', won_attempt_id = {attempt d}"
            + " WHERE id = {d}");
    run("run:3", "d");
    StepArtifact read = inputOfB();
    assertThatThrownBy(() -> store.steps().claim(wish("run:3", "d", "d", read)))
        .isInstanceOf(AlteredException.class)
        .hasMessageContaining("no entry of a chain says that it was completed");
  }

  @Test
  void aChangedEntryProvesNothing() {
    tamper(
        "UPDATE audit_event SET body = REPLACE(body, '\"result\":\"', '\"result\":\"0')"
            + " WHERE step_key = '{key a}' AND kind = 'step.completed'");
    assertNotTakenOver("entry 4 of chain run:1, which completed it, was altered");
  }

  private StepArtifact inputOfB() {
    return store.steps().inputs(named("key b")).get(0);
  }

  private void assertNotTakenOver(String why) {
    if (store.runs().find("run:3").isEmpty()) {
      run("run:3", "a");
    }
    StepArtifact data = new StepArtifact("data", 0, put("data", "data"));
    assertThatThrownBy(() -> store.steps().claim(wish("run:3", "a", "a", data)))
        .isInstanceOf(AlteredException.class)
        .hasMessageContaining(filled("step {key a}: " + why))
        .hasMessageContaining("`espalier verify`");
    assertThat(store.tasks().find("run:3", "a"))
        .hasValueSatisfying(task -> assertThat(task.state()).isEqualTo(TaskState.NONE));
  }

  @Test
  void nothingIsComputedFromOutputsThatWereChanged() {
    assertThat(store.tasks().provenOutputs("run:2", List.of("a")))
        .isEqualTo(store.tasks().outputs("run:2", List.of("a")));
    tamper(
        "UPDATE step_io SET artifact_id = {other weights}"
            + " WHERE step_id = {a} AND direction = 'O' AND role = 'weights'");
    for (String run : new String[] {"run:1", "run:2"}) {
      assertThatThrownBy(() -> store.tasks().provenOutputs(run, List.of("a")))
          .isInstanceOf(AlteredException.class);
    }
  }

  @Test
  void nothingIsComputedFromAResultThatWasChanged() {
    String recorded = store.tasks().find("run:1", "a").orElseThrow().resultJson();
    assertThat(store.tasks().provenResults("run:2", List.of("a", "b", "c")))
        .containsEntry("a", recorded);
    tamper("UPDATE task SET result_json = '{\"accuracy\":1}' WHERE task_id = 'a'");
    assertThat(store.tasks().provenResults("run:1", List.of("a"))).containsEntry("a", recorded);
    tamper("UPDATE step SET result_json = '{\"accuracy\":1}' WHERE id = {a}");
    for (String run : new String[] {"run:1", "run:2"}) {
      assertThatThrownBy(() -> store.tasks().provenResults(run, List.of("a")))
          .isInstanceOf(AlteredException.class)
          .hasMessageContaining(filled("step {key a}: result"));
    }
  }

  @Test
  void nothingIsComputedFromATaskThatWasMarkedByHand() {
    tamper(
        "UPDATE task SET state = 'success', disposition = 'CACHED', step_id = {a}"
            + " WHERE task_id IN ('b', 'c')");
    for (String run : new String[] {"run:1", "run:2"}) {
      assertThatThrownBy(() -> store.tasks().provenOutputs(run, List.of("a", "b")))
          .isInstanceOf(AlteredException.class)
          .hasMessageContaining(
              filled("its chain does not say that it succeeded with step {key a}"));
    }
  }

  @Test
  void aCheckpointOfAnotherTrainingIsNotContinued() {
    tamper(
        "UPDATE checkpoint SET artifact_id = {other state} WHERE step_id = {e} AND iteration = 4");
    Claim again = begun(wish("run:1", "e", "e", inputOfB()));
    assertThat(again.checkpoint()).map(Checkpoint::iteration).contains(2L);
    again.commit(List.of(), "{}", List.of());
    assertThat(problems()).isEmpty();
  }

  @Test
  void aStepThatIsWholeIsTakenOver() {
    run("run:3", "a");
    StepArtifact data = new StepArtifact("data", 0, put("data", "data"));
    assertThat(store.steps().claim(wish("run:3", "a", "a", data)))
        .isInstanceOfSatisfying(
            ClaimOutcome.Recorded.class,
            recorded -> assertThat(recorded.resultJson()).isEqualTo(A));
  }

  /** As the first version wrote them. */
  private void asOfTheFirstVersion() {
    sql(
        handle -> {
          handle.execute("DELETE FROM audit_event WHERE kind IN ('step.checkpoint', 'step.log')");
          for (String chain : List.of("run:1", "run:2")) {
            rewrite(handle, chain);
          }
          return handle.execute("UPDATE audit_event SET step_key = NULL WHERE kind = 'step.lost'");
        });
    changed = true;
  }

  private static void rewrite(Handle handle, String chain) {
    List<ChainEntry> entries =
        handle
            .createQuery(
                "SELECT "
                    + ChainEntry.COLUMNS
                    + " FROM audit_event e WHERE e.chain = :chain ORDER BY e.seq")
            .bind("chain", chain)
            .map((rows, context) -> ChainEntry.read(rows))
            .list();
    handle.execute("DELETE FROM audit_event WHERE chain = ?", chain);
    handle.execute(
        "UPDATE audit_head SET last_seq = 0, last_hash = ? WHERE chain = ?", AuditHash.NONE, chain);
    for (ChainEntry entry : entries) {
      AuditChain.append(handle, chain, entry.kind(), older(entry.body()));
    }
    // One transaction gave all entries its own time; rows have theirs.
    String previous = AuditHash.NONE;
    for (int i = 0; i < entries.size(); i++) {
      String at = AuditHash.time(entries.get(i).at());
      String body =
          handle
              .select("SELECT body FROM audit_event WHERE chain = ? AND seq = ?", chain, i + 1)
              .mapTo(String.class)
              .one();
      String hash = AuditHash.of(chain, i + 1, entries.get(i).kind(), at, body, previous);
      handle.execute(
          "UPDATE audit_event SET recorded_at = ?, prev_hash = ?, entry_hash = ?"
              + " WHERE chain = ? AND seq = ?",
          Rows.utc(entries.get(i).at()),
          previous,
          hash,
          chain,
          i + 1);
      previous = hash;
    }
    handle.execute("UPDATE audit_head SET last_hash = ? WHERE chain = ?", previous, chain);
  }

  private static ObjectNode older(String body) {
    try {
      ObjectNode old = (ObjectNode) new ObjectMapper().readTree(body);
      old.remove(
          List.of(
              "workflow",
              "logical_date",
              "task_list",
              "result",
              "inputs",
              "metrics",
              "log",
              "runtime",
              "started"));
      for (String digest : List.of("config", "plan")) {
        if (old.has(digest)) {
          old.put(digest, old.path(digest).path(0).asText());
        }
      }
      if (old.has("outputs")) {
        ObjectNode outputs = (ObjectNode) old.path("outputs");
        outputs.properties().forEach(one -> one.setValue(one.getValue().path(0)));
      }
      return old;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void entriesOfTheFirstVersionAreHeldToWhatTheySay() {
    asOfTheFirstVersion();
    AuditLog.Verdict verdict = store.audit().verify(List.of());
    assertThat(verdict.problems()).isEmpty();
    assertThat(verdict.older()).as("2 runs, 3 completed steps, 2 checkpoints").isEqualTo(7);
    aStepThatIsWholeIsTakenOver();
    tamper("UPDATE task SET result_json = '{}' WHERE run_id = (SELECT MAX(id) FROM run)");
    assertThat(problems())
        .as("the run that took it over holds the result")
        .singleElement()
        .asString()
        .contains("task a of run run:3: result_json: {}");
    tamper(
        "UPDATE step_io SET artifact_id = {other weights}"
            + " WHERE step_id = {a} AND direction = 'O' AND role = 'weights'");
    assertThat(problems())
        .anySatisfy(p -> assertThat(p).contains(filled("step {key a}: output weights/0:")));
    run("run:4", "a");
    StepArtifact data = new StepArtifact("data", 0, put("data", "data"));
    assertThatThrownBy(() -> store.steps().claim(wish("run:4", "a", "a", data)))
        .isInstanceOf(AlteredException.class);
  }
}
