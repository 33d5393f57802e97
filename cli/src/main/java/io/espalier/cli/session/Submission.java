package io.espalier.cli.session;

import io.espalier.plan.Plan;
import io.espalier.plan.PlanJson;
import io.espalier.store.Store;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.run.NewRun;
import io.espalier.store.run.RunRecord;
import io.espalier.store.task.NewTask;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Puts a planned run into the store: configuration, plan, and a row for every task. */
final class Submission {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

  private Submission() {}

  /** Creates the run of a plan; a plan of a Dag written in Java has no configuration. */
  static RunRecord submit(Store store, Plan plan, long seed) {
    StoredArtifact config =
        store
            .artifacts()
            .put(
                "config",
                "application/json",
                (plan.experiment().toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
    StoredArtifact stored = store.artifacts().put("plan", "application/json", PlanJson.write(plan));
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    String runId = STAMP.format(now) + "-" + letters(4);
    List<NewTask> tasks =
        plan.dag().tasks().stream()
            .map(
                task ->
                    new NewTask(
                        task.node().taskId(),
                        task.place().replicate(),
                        task.place().arm(),
                        task.place().round()))
            .toList();
    return store
        .runs()
        .create(
            new NewRun(
                plan.dag().dagId(),
                runId,
                "espalier-" + runId,
                config.sha256(),
                stored.sha256(),
                now,
                seed,
                tasks));
  }

  private static String letters(int count) {
    SecureRandom random = new SecureRandom();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }
}
