package io.espalier.store.sql;

import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import io.espalier.store.Store;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.open.Stores;
import io.espalier.store.run.NewRun;
import io.espalier.store.step.Claim;
import io.espalier.store.step.ClaimOutcome;
import io.espalier.store.step.ClaimRequest;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.task.NewTask;
import io.espalier.store.task.TaskUpdate;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A process that owns a store and works on it until it is killed: for every step it has been told
 * is done it adds a line to a file outside the store.
 */
final class OwnerMain {
  private final Store store;
  private final OutputStream acknowledged;

  private OwnerMain(Store store, OutputStream acknowledged) {
    this.store = store;
    this.acknowledged = acknowledged;
  }

  /** Arguments: the store's folder, the file to acknowledge to, a name for the run. */
  public static void main(String[] args) throws IOException {
    Store store = Stores.own(Path.of(args[0]), "kill test");
    try (OutputStream out = new FileOutputStream(args[1], true)) {
      OwnerMain owner = new OwnerMain(store, out);
      Thread other = new Thread(() -> owner.work(args[2] + "-b"));
      other.start();
      owner.work(args[2] + "-a");
    }
  }

  private void work(String run) {
    StoredArtifact config = put("config of " + run);
    List<NewTask> tasks = List.of(new NewTask("t", 0, null, null, null));
    store
        .runs()
        .create(
            new NewRun(
                "e", run, "w" + run, config.sha256(), config.sha256(), Instant.EPOCH, 1, tasks));
    store.runs().update(run, RunState.RUNNING, null);
    for (int i = 0; ; i++) {
      String key = StoreContract.key(run + i);
      step(run, run + i, key);
      acknowledge("step " + key);
      store
          .tasks()
          .record(run, List.of(new TaskUpdate("t", TaskState.QUEUED, i, 1, 0, null, null)));
      store.artifacts().put("note", "text/plain", ("note " + key).getBytes(StandardCharsets.UTF_8));
    }
  }

  private void step(String run, String material, String key) {
    Claim claim =
        ((ClaimOutcome.Taken)
                store
                    .steps()
                    .claim(
                        new ClaimRequest(
                            run,
                            "t",
                            1,
                            key,
                            1,
                            "train",
                            material,
                            List.of(),
                            "worker",
                            StoreContract.RUNTIME)))
            .claim();
    try {
      Files.writeString(claim.logFile(), "log of " + key);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    for (int iteration = 1; iteration <= 4; iteration++) {
      StoredArtifact state = written("checkpoint", "state " + iteration + " of " + key);
      claim.checkpoint(iteration, state, List.of());
      acknowledge("checkpoint " + key + " " + state.sha256());
    }
    StoredArtifact output = written("weights", "weights " + key);
    claim.commit(List.of(new StepArtifact("weights", 0, output)), "{}", List.of());
  }

  private StoredArtifact written(String kind, String text) {
    return store
        .artifacts()
        .write(kind, "text/plain", out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private StoredArtifact put(String text) {
    return store.artifacts().put("config", "text/plain", text.getBytes(StandardCharsets.UTF_8));
  }

  private synchronized void acknowledge(String what) {
    try {
      acknowledged.write((what + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
