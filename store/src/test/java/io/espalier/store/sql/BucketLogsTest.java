package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.store.Store;
import io.espalier.store.artifact.Disk;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.sql.claim.Attempts;
import io.espalier.store.step.AttemptRecord;
import io.espalier.store.step.AttemptState;
import io.espalier.store.step.Claim;
import io.espalier.store.step.StepState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs of running attempts where machines have nothing in common but the database and a bucket. */
class BucketLogsTest extends StoreContract {
  @TempDir Path otherMachine;

  private Store other = store;

  BucketLogsTest() {
    super(new BucketPlace());
  }

  private Claim claimed() {
    other = place().open(otherMachine, new Disk());
    run("run", "t");
    return taken(request("run", "t", "step"));
  }

  @AfterEach
  void closeOther() {
    if (other != null) {
      other.close();
    }
  }

  private static void log(Claim claim, String text) throws IOException {
    Files.writeString(claim.logFile(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private Path seen() {
    return other.steps().logFile(key("step"), 1);
  }

  private String logOfFirst() {
    AttemptRecord first = other.steps().attempts(key("step")).get(0);
    assertThat(first.logDigest()).isNotNull();
    return new String(
        other.artifacts().read(String.valueOf(first.logDigest())),
        java.nio.charset.StandardCharsets.UTF_8);
  }

  private long rows() {
    return number("SELECT COUNT(*) FROM attempt_log");
  }

  @Test
  void whatAnAttemptLogsIsSeenElsewhereWithEveryRenewal() throws IOException {
    Claim claim = claimed();
    assertThat(seen()).doesNotExist();
    log(claim, "one\ntwo\nhal");

    claim.renew();
    assertThat(seen()).hasContent("one\ntwo\n");
    log(claim, "f\nlast\n");
    claim.renew();

    assertThat(seen()).hasContent("one\ntwo\nhalf\nlast\n");
    claim.renew();
    assertThat(rows()).as("a renewal without news").isEqualTo(2);
    assertThat(store.steps().logFile(key("step"), 1)).isEqualTo(claim.logFile());
  }

  @Test
  void anAttemptThatEndsMakesItsWholeLogAnArtifactAndLeavesNoRows() throws IOException {
    Claim claim = claimed();
    log(claim, "one\n");
    claim.renew();
    log(claim, "two\n");

    claim.commit(List.of(), "{}", List.of());

    assertThat(logOfFirst()).isEqualTo("one\ntwo\n");
    assertThat(rows()).isZero();
  }

  @Test
  void theNextAttemptKeepsTheLogOfALostOneAlthoughItsMachineIsGone() throws IOException {
    Claim claim = claimed();
    log(claim, "last words\n");
    claim.renew();
    change("UPDATE step SET lease_expires_at = CURRENT_TIMESTAMP - INTERVAL '1' SECOND");

    assertThat(other.steps().claim(request("run", "t", "step"))).isNotNull();

    assertThat(logOfFirst()).isEqualTo("last words\n");
    assertThat(rows()).isZero();
  }

  @Test
  void whoeverLooksAfterTheStoreKeepsLogsOfAttemptsThatNobodyFollowed() throws IOException {
    Claim claim = claimed();
    log(claim, "last words, with a \0\n");
    claim.renew();
    other.steps().collectLogs();
    assertThat(rows()).as("of an attempt that runs").isEqualTo(1);
    sql(
        handle -> {
          long step = handle.createQuery("SELECT id FROM step").mapTo(Long.class).one();
          Attempts.lose(handle, step, 1, "lost", "its worker is gone");
          return true;
        });

    other.steps().collectLogs();

    assertThat(logOfFirst()).isEqualTo("last words, with a \uFFFD\n");
    assertThat(rows()).isZero();
    assertThat(claim.logFile()).exists();
    store.steps().collectLogs();
    assertThat(claim.logFile()).as("its own machine tidies up").doesNotExist();
  }

  @Test
  void anAttemptThatFindsNoPlaceForItsLogFreesItsStepAtOnceAndTheLogIsStoredLater()
      throws IOException {
    Claim claim = claimed();
    log(claim, "one\n");
    claim.renew();
    log(claim, "last words\n");
    disk.failAfter(0);

    claim.release("the disk is full");

    assertThat(other.steps().find(key("step")).orElseThrow().state()).isEqualTo(StepState.READY);
    AttemptRecord first = other.steps().attempts(key("step")).get(0);
    assertThat(first.state()).isEqualTo(AttemptState.LOST);
    assertThat(first.logDigest()).isNull();
    assertThatThrownBy(() -> store.steps().collectLogs())
        .isInstanceOf(StoreUnavailableException.class);
    other.steps().collectLogs();
    assertThat(logOfFirst()).isEqualTo("one\nlast words\n");
    assertThat(rows()).isZero();
    disk.work();
    store.steps().collectLogs();
    assertThat(claim.logFile()).doesNotExist();
  }

  @Test
  void aVeryLongLogIsCutInRowsAndWholeInItsArtifact() throws IOException {
    Claim claim = claimed();
    String line = "x".repeat(999) + "\n";
    log(claim, line.repeat(20_000));
    for (int i = 0; i < 80; i++) {
      claim.renew();
    }

    long rows = rows();
    assertThat(rows).isBetween(60L, 66L);
    assertThat(seen().toFile().length()).isBetween(16_000_000L, 17_100_000L);
    claim.commit(List.of(), "{}", List.of());
    assertThat(logOfFirst()).hasSize(20_000_000);
  }
}
