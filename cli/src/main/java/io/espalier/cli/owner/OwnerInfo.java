package io.espalier.cli.owner;

import io.espalier.service.answer.StatusAnswer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Contents of {@code owner.json}: how to reach the process that owns the store.
 *
 * @param pid its process id
 * @param port its port on 127.0.0.1
 * @param secret with what its requests and answers are signed; new with every owner, never sent
 * @param command what the process does
 * @param runId the run it walks, null while there is none
 */
public record OwnerInfo(
    long pid, int port, String secret, String command, @Nullable String runId, Instant startedAt) {
  /** The part that may be shown to people. */
  public StatusAnswer.Owner shown() {
    return new StatusAnswer.Owner(pid, command, runId, startedAt);
  }

  /** The same process, walking this run. */
  OwnerInfo walking(String run) {
    return new OwnerInfo(pid, port, secret, command, run, startedAt);
  }

  /** For messages: {@code process 123, which runs "espalier run x.yaml" (run abc)}. */
  public String describe() {
    return "process " + pid + " (`" + command + "`" + (runId == null ? "" : ", run " + runId) + ")";
  }
}
