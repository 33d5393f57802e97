package io.espalier.step.worker;

import static io.espalier.step.worker.TestBed.CALM;
import static io.espalier.step.worker.TestBed.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.espalier.catalog.Catalog;
import io.espalier.dag.Flow;
import io.espalier.run.TaskCall;
import io.espalier.run.TaskFailure;
import io.espalier.run.TaskResult;
import io.espalier.step.waiting.Wait;
import io.espalier.step.worker.TestOperators.Add;
import io.espalier.step.worker.TestOperators.Kind;
import io.espalier.store.Store;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers of one store may be of different builds while it is being upgraded. */
final class LeftToAnotherTest {
  @TempDir Path home;

  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void aWorkerThatLacksAnOperatorLeavesItsTaskToAnotherAndSaysSo() {
    try (TestBed bed = new TestBed(home, TestOperators.sum(runs))) {
      String run = bed.submit(task("a", "sum", 1, "{'add': 2}", Flow.WORK));
      TaskCall call = new TaskCall(run, "a", 1);
      try (TaskWorker older = worker(shared(bed.store), new Catalog(List.of(), Map.of()))) {
        String text = TestBed.failure(TaskFailure.STEP_BUSY, () -> older.execute(call, CALM));

        assertThat(text)
            .isEqualTo("waiting for a worker with sum version 1 (others do not know it)");
        assertThat(older.waits().all().get(run))
            .extracting(Wait::who, Wait::what, Wait::text)
            .containsExactly(tuple("a", Wait.For.WORKER, text));
        assertThat(bed.task(run, "a").stepKey()).isNull();
      }
      try (TaskWorker right = worker(shared(bed.store), bed.catalog)) {
        assertThat(right.execute(call, CALM)).isEqualTo(new TaskResult(false, "{\"value\":2}"));
      }
    }
  }

  @Test
  void aWorkerWithAnotherVersionSaysWhichOneTheTaskWaitsFor() {
    try (TestBed bed = new TestBed(home, TestOperators.sum(runs))) {
      String run = bed.submit(task("a", "sum", 1, "{'add': 2}", Flow.WORK));
      Kind<Add> changed =
          new Kind<>("sum", Add.class, 2, true, (parameters, context) -> parameters.add());
      Catalog newer = new Catalog(List.of(changed), Map.of());
      try (TaskWorker worker = worker(shared(bed.store), newer)) {
        assertThat(
                TestBed.failure(
                    TaskFailure.STEP_BUSY, () -> worker.execute(new TaskCall(run, "a", 1), CALM)))
            .isEqualTo("waiting for a worker with sum version 1 (others have version 2)");
      }
    }
  }

  private static TaskWorker worker(Store store, Catalog catalog) {
    return new TaskWorker(store, catalog, List.of(), WorkerSettings.of("w-old", 1));
  }

  /** The same store, as one that other workers serve too. */
  private static Store shared(Store store) {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              try {
                return method.getName().equals("shared") ? true : method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
              }
            });
  }
}
