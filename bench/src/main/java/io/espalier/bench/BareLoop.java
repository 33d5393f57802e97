package io.espalier.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.catalog.Catalog;
import io.espalier.dag.Task;
import io.espalier.data.DataFile;
import io.espalier.data.DataSet;
import io.espalier.engine.Executor;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.load.Experiments;
import io.espalier.plan.Plan;
import io.espalier.plan.Planner;
import io.espalier.step.Operator;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The same trainings as a run, on the same executor and as many threads, with no store, no server
 * and no lineage around them: what {@code bench/overhead} holds a run against.
 */
public final class BareLoop {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Catalog catalog = Catalog.builtIn();
  private final Map<String, byte[]> outputs = new ConcurrentHashMap<>();
  private final Map<String, Path> files = new HashMap<>();

  private BareLoop() {}

  /**
   * Arguments: experiment file, folder of the data files, threads, then {@code key=value} settings.
   */
  public static void main(String[] args) {
    long begin = System.nanoTime();
    List<String> settings = Arrays.asList(args).subList(3, args.length);
    new BareLoop().run(Path.of(args[0]), Path.of(args[1]), Integer.parseInt(args[2]), settings);
    System.out.printf("%.2f%n", (System.nanoTime() - begin) / 1e9);
    System.exit(0);
  }

  private void run(Path file, Path dataFolder, int threads, List<String> settings) {
    Experiment experiment = Experiments.load(file, settings, catalog);
    DataSet data = catalog.get(DataSet.class, experiment.data().name());
    List<String> digests =
        data.files().stream()
            .map(DataFile::sha256)
            .map(sha256 -> Objects.requireNonNull(sha256, "a data set with known digests"))
            .toList();
    data.files()
        .forEach(each -> files.put(String.valueOf(each.sha256()), dataFolder.resolve(each.name())));
    Plan plan = Planner.plan(experiment, catalog, digests);
    Executor executor =
        ServiceLoader.load(Executor.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(candidate -> candidate.name().equals(plan.executor()))
            .findFirst()
            .orElseThrow();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    Map<String, CompletableFuture<Void>> done = new HashMap<>();
    for (Task task : plan.dag().tasks()) {
      CompletableFuture<?>[] upstream =
          task.node().upstream().stream().map(done::get).toArray(CompletableFuture<?>[]::new);
      done.put(
          task.node().taskId(),
          CompletableFuture.allOf(upstream).thenRunAsync(() -> execute(task, executor), pool));
    }
    CompletableFuture.allOf(done.values().toArray(CompletableFuture<?>[]::new)).join();
  }

  private void execute(Task task, Executor executor) {
    Operator<?> operator = catalog.get(Operator.class, task.operator());
    execute(operator, task, executor);
  }

  private <P extends Record> void execute(Operator<P> operator, Task task, Executor executor) {
    try {
      P parameters = JSON.treeToValue(task.parameters(), operator.parameters());
      operator.run(parameters, new MemoryContext(task, catalog, executor, outputs, files));
    } catch (JsonProcessingException damaged) {
      throw new IllegalStateException(task.node().taskId(), damaged);
    } catch (Exception failed) {
      throw new IllegalStateException(task.node().taskId() + " failed", failed);
    }
  }
}
