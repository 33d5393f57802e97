package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.store.audit.AlteredException;
import io.espalier.store.step.Checkpoint;
import io.espalier.store.step.Claim;
import io.espalier.store.step.ClaimOutcome;
import io.espalier.store.step.StepOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

  static List<Tampering> all() {
    return Tampering.ALL;
  }

  @Test
  void whatNobodyTouchedIsInOrder() {
    assertThat(problems()).isEmpty();
    assertThat(store.audit().altered("run:1")).isEmpty();
    assertThat(store.audit().altered("run:2")).isEmpty();
    assertThat(store.audit().verify(store.audit().heads()).older()).isZero();
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyChangedRowIsNamed(Tampering tampering) {
    tamper(tampering.sql());
    assertThat(problems())
        .as(tampering.sql())
        .anySatisfy(problem -> assertThat(problem).contains(filled(tampering.named())));
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
                            + " WHERE table_schema = CURRENT_SCHEMA"
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
    assertNotTakenOver("outputs {losses/0=");
  }

  @Test
  void aStepWithOtherInputsOrAnotherKeyIsNeverTakenOver() {
    tamper(
        "UPDATE step_io SET artifact_id = {other weights} WHERE step_id = {a} AND direction = 'I'");
    assertNotTakenOver("inputs {data/0=");
    tamper("UPDATE step SET key_json = '{}' WHERE id = {a}");
    assertNotTakenOver("its key is not the digest of its key_json");
  }

  @Test
  void aStepMarkedCompletedByHandIsNeverTakenOver() {
    tamper(
        "UPDATE step SET state = 'COMPLETED', result_json = '{}', won_attempt_id = {attempt d}"
            + " WHERE id = {d}");
    run("run:3", "d");
    StepOutput read = inputOfB();
    assertThatThrownBy(() -> store.steps().claim(wish("run:3", "d", "d", read)))
        .isInstanceOf(AlteredException.class)
        .hasMessageContaining("no entry of a chain says that it was completed");
  }

  @Test
  void aChangedEntryProvesNothing() {
    tamper(
        "UPDATE audit_event SET body = REPLACE(body, '\"result\":\"', '\"result\":\"0')"
            + " WHERE step_key = '{key a}' AND kind = 'step.completed'");
    assertNotTakenOver("which completed it, was altered");
  }

  private StepOutput inputOfB() {
    return store.steps().inputs(named("key b")).get(0);
  }

  private void assertNotTakenOver(String why) {
    if (store.runs().find("run:3").isEmpty()) {
      run("run:3", "a");
    }
    StepOutput data = new StepOutput("data", 0, put("data", "data"));
    assertThatThrownBy(() -> store.steps().claim(wish("run:3", "a", "a", data)))
        .isInstanceOf(AlteredException.class)
        .hasMessageContaining(filled("step {key a}: " + why))
        .hasMessageContaining("`espalier verify`");
    assertThat(store.tasks().find("run:3", "a"))
        .hasValueSatisfying(task -> assertThat(task.state()).isEqualTo("none"));
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
    StepOutput data = new StepOutput("data", 0, put("data", "data"));
    assertThat(store.steps().claim(wish("run:3", "a", "a", data)))
        .isInstanceOfSatisfying(
            ClaimOutcome.Recorded.class,
            recorded -> assertThat(recorded.resultJson()).isEqualTo(A));
  }
}
