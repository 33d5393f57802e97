package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import io.espalier.store.audit.AuditLog;
import io.espalier.store.sql.audit.AuditHash;
import io.espalier.store.task.TaskUpdate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

abstract class AuditContract extends StoreContract {
  AuditContract(Place place) {
    super(place);
  }

  @BeforeEach
  void aRunAndAnother() {
    run("run:1", "a", "b");
    store.runs().update("run:1", RunState.RUNNING, null);
    store.tasks().record("run:1", List.of(b(TaskState.UP_FOR_RETRY, 1)));
    compute("run:1", "a", "step", "weights");
    store.tasks().record("run:1", List.of(b(TaskState.FAILED, 2)));
    run("run:2");
  }

  private static TaskUpdate b(TaskState state, int tryNumber) {
    return new TaskUpdate("b", state, tryNumber, 1, 0, null, "loss is NaN");
  }

  private AuditLog.Verdict verdict(String... anchors) {
    return store.audit().verify(List.of(anchors));
  }

  private void assertFirstBad(String problem) {
    AuditLog.Verdict verdict = verdict();
    assertThat(verdict.ok()).isFalse();
    assertThat(verdict.problems().get(0)).contains(problem);
  }

  @Test
  void whatHappenedIsToldInOrder() {
    assertThat(store.audit().events("run:1"))
        .extracting(AuditLog.Event::seq, AuditLog.Event::kind)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1L, "run.created"),
            org.assertj.core.groups.Tuple.tuple(2L, "run.running"),
            org.assertj.core.groups.Tuple.tuple(3L, "task.up_for_retry"),
            org.assertj.core.groups.Tuple.tuple(4L, "step.completed"),
            org.assertj.core.groups.Tuple.tuple(5L, "task.failed"));
    assertThat(verdict()).isEqualTo(new AuditLog.Verdict(2, 6, 0, List.of()));
  }

  @Test
  void anybodyCanComputeTheHashesAgain() {
    String previous = "0".repeat(64);
    for (AuditLog.Event e : store.audit().events("run:1")) {
      String hash = AuditHash.of(e.chain(), e.seq(), e.kind(), e.recordedAt(), e.body(), previous);
      assertThat(e.entryHash()).isEqualTo(hash);
      previous = hash;
    }
    assertThat(AuditHash.of("c", 1, "k", "2026-11-22T00:00:00.000000Z", "{}", AuditHash.NONE))
        .isEqualTo(GOLDEN);
  }

  /** From another program: hashlib over the length-prefixed fields. */
  private static final String GOLDEN =
      "dd164f06ae86cabee3999aeaa2ba21fbe74f25e0d4780df5fdef78c08656a178";

  @Test
  void anEditedEntryIsNamed() {
    change("UPDATE audit_event SET body = '{}' WHERE chain = 'run:1' AND seq = 4");
    assertFirstBad("entry 4 of chain run:1 (step.completed) was altered");
  }

  @Test
  void anEditedTimeIsNamed() {
    change(
        "UPDATE audit_event SET recorded_at = recorded_at + INTERVAL '1' SECOND"
            + " WHERE chain = 'run:1' AND seq = 2");
    assertFirstBad("entry 2 of chain run:1");
  }

  @Test
  void anEntryRehashedAfterAnEditBreaksTheNextOne() {
    AuditLog.Event old = store.audit().events("run:1").get(1);
    String previous = store.audit().events("run:1").get(0).entryHash();
    change(
        "UPDATE audit_event SET body = '{}', entry_hash = ? WHERE chain = 'run:1' AND seq = 2",
        AuditHash.of("run:1", 2, old.kind(), old.recordedAt(), "{}", previous));
    assertFirstBad("entry 3 of chain run:1 does not follow the entry before it");
  }

  @Test
  void aDeletedEntryIsNamed() {
    change("DELETE FROM audit_event WHERE chain = 'run:1' AND seq = 3");
    assertFirstBad("entry 3 of chain run:1 is missing");
  }

  @Test
  void reorderedEntriesAreNamed() {
    change("UPDATE audit_event SET seq = 99 WHERE chain = 'run:1' AND seq = 3");
    change("UPDATE audit_event SET seq = 3 WHERE chain = 'run:1' AND seq = 4");
    change("UPDATE audit_event SET seq = 4 WHERE chain = 'run:1' AND seq = 99");
    assertFirstBad("entry 3 of chain run:1");
  }

  @Test
  void anEntryMovedToAnotherChainIsNamed() {
    change("UPDATE audit_event SET chain = 'run:2', seq = 2 WHERE chain = 'run:1' AND seq = 5");
    assertThat(verdict().ok()).isFalse();
  }

  @Test
  void aCutEndIsNamedByTheHead() {
    change("DELETE FROM audit_event WHERE chain = 'run:1' AND seq = 5");
    assertFirstBad("entry 5 of chain run:1 is missing");
  }

  @Test
  void anEndCutTogetherWithTheHeadIsCaughtByAnAnchor() {
    List<String> anchors = store.audit().heads();
    assertThat(verdict(anchors.toArray(String[]::new)).ok()).isTrue();
    String fourth = store.audit().events("run:1").get(3).entryHash();
    change("DELETE FROM audit_event WHERE chain = 'run:1' AND seq = 5");
    change("UPDATE audit_head SET last_seq = 4, last_hash = ? WHERE chain = 'run:1'", fourth);
    assertFirstBad("task b of run run:1: state: failed (recorded: up_for_retry, by entry 3");
    change(
        "UPDATE task SET state = 'up_for_retry', try_number = 1, ended_at = NULL"
            + " WHERE task_id = 'b'");

    assertThat(verdict().ok()).isTrue();
    assertThat(verdict(anchors.toArray(String[]::new)).problems())
        .containsExactly("entry 5 of chain run:1 is missing: the anchor saw it");
  }

  @Test
  void aChainWrittenAnewIsCaughtByAnAnchor() {
    String anchor = store.audit().heads().get(0);
    AuditLog.Event last = store.audit().events("run:1").get(4);
    String previous = store.audit().events("run:1").get(3).entryHash();
    String body = last.body().replace("loss is NaN", "no reason");
    String hash = AuditHash.of("run:1", 5, last.kind(), last.recordedAt(), body, previous);
    change(
        "UPDATE audit_event SET body = ?, entry_hash = ? WHERE chain = 'run:1' AND seq = 5",
        body,
        hash);
    change("UPDATE task SET failure_text = 'no reason' WHERE task_id = 'b'");
    change("UPDATE audit_head SET last_hash = ? WHERE chain = 'run:1'", hash);

    assertThat(verdict().ok()).isTrue();
    assertThat(verdict(anchor).problems().get(0)).contains("entry 5 of chain run:1");
  }

  @Test
  void aChainThatIsGoneIsMissed() {
    change("DELETE FROM audit_event WHERE chain = 'run:1'");
    change("DELETE FROM audit_head WHERE chain = 'run:1'");
    assertFirstBad("entry 1 of chain run:1 is missing");

    store.runs().update("run:1", RunState.RUNNING, null);
    assertFirstBad("entry 1 of chain run:1 is not the beginning of a run");
  }

  @Test
  void whatIsNoAnchorIsRefused() {
    for (String bad :
        new String[] {"", "run:1", "run:1:5", "run:1:5:abc", ":5:" + "0".repeat(64)}) {
      assertThatThrownBy(() -> verdict(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("chain:seq:hash");
    }
  }

  @Test
  void whatWasAddedSinceIsFoundByItsNumberOrByTheTime() {
    assertThat(store.audit().last("run:1")).isEqualTo(5);
    assertThat(store.audit().last("nobody")).isZero();
    AuditLog.Heads begun = store.audit().headsSince(null);
    assertThat(begun.heads()).isEmpty();

    store.runs().update("run:2", RunState.RUNNING, null);

    assertThat(store.audit().eventsAfter("run:2", 1))
        .extracting(AuditLog.Event::kind)
        .containsExactly("run.running");
    assertThat(store.audit().eventsAfter("run:1", 5)).isEmpty();
    AuditLog.Heads since = store.audit().headsSince(begun.now());
    assertThat(since.now()).isAfterOrEqualTo(begun.now());
    assertThat(since.heads())
        .extracting(AuditLog.Head::chain, AuditLog.Head::seq)
        .as("the other was added to shortly before")
        .contains(org.assertj.core.groups.Tuple.tuple("run:2", 2L));
    assertThat(store.audit().headsSince(since.now().plusSeconds(3600)).heads()).isEmpty();
  }
}
