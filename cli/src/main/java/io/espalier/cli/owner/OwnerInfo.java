package io.espalier.cli.owner;

import io.espalier.cli.answer.StatusAnswer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Contents of {@code owner.json}: how to reach the process that owns the store.
 *
 * @param instance identifies this process; asked for before the token is sent
 * @param pid its process id
 * @param port its port on 127.0.0.1
 * @param token what every request must carry
 * @param command what the process does
 * @param runId the run it walks, null while there is none
 */
public record OwnerInfo(
    String instance,
    long pid,
    int port,
    String token,
    String command,
    @Nullable String runId,
    Instant startedAt) {
  /** The part that may be shown to people. */
  public StatusAnswer.Owner shown() {
    return new StatusAnswer.Owner(pid, command, runId, startedAt);
  }

  /** For messages: {@code process 123, which runs "espalier run x.yaml" (run abc)}. */
  public String describe() {
    return "process " + pid + " (`" + command + "`" + (runId == null ? "" : ", run " + runId) + ")";
  }
}
