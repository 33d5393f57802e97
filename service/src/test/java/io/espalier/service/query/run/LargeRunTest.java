package io.espalier.service.query.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.plan.PlannedResult;
import io.espalier.service.answer.StatusAnswer;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Live;
import io.espalier.service.query.Query;
import io.espalier.service.query.TestRuns;
import io.espalier.service.query.TestSite;
import io.espalier.service.query.View;
import io.espalier.service.query.report.ReportQuery;
import io.espalier.store.Store;
import io.espalier.store.open.Stores;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of thousands of tasks are asked about in a few questions to the store. */
class LargeRunTest {
  private static final int TASKS = 5_000;
  private static final int COMPUTED = 40;

  @TempDir private Path home;

  private final List<String> asked = new ArrayList<>();

  /** The same, which notes every call of it and of what it gives. */
  private <T> T noted(Class<T> type, T real) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object given;
              try {
                given = method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
              if (type == Store.class && method.getReturnType().isInterface()) {
                return noted(as(method.getReturnType()), given);
              }
              asked.add(type.getSimpleName() + "." + method.getName());
              return given;
            }));
  }

  @SuppressWarnings("unchecked")
  private static Class<Object> as(Class<?> type) {
    return (Class<Object>) type;
  }

  @Test
  void statusShowAndReportAskNoMoreForThousandsOfTasksThanForTwo() {
    try (Store store = Stores.own(home, "test")) {
      TestRuns runs = new TestRuns(store);
      String small = submitted(runs, 2, 2);
      String large = submitted(runs, TASKS, COMPUTED);
      View view = new View(new TestSite(), noted(Store.class, store), null, Live.NONE);
      for (Query<?> query : List.of(StatusQuery.QUERY, ShowQuery.QUERY, ReportQuery.QUERY)) {
        int few = questions(view, query, small);
        assertThat(questions(view, query, large)).as("%s: %s", query.name(), asked).isEqualTo(few);
        assertThat(few).as(query.name()).isPositive();
      }
      StatusAnswer status = StatusQuery.QUERY.of(view, Arguments.of("run", large));
      assertThat(status.tasks()).hasSize(TASKS);
      assertThat(status.counts()).containsEntry("EXECUTED", COMPUTED);
    }
  }

  private static String submitted(TestRuns runs, int tasks, int computed) {
    String[] ids = IntStream.range(0, tasks).mapToObj("t%04d"::formatted).toArray(String[]::new);
    List<PlannedResult> results = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      results.add(TestRuns.result(i + 1, ids[i]));
    }
    String run = runs.submit(results, ids);
    for (int i = 0; i < computed; i++) {
      runs.compute(run, ids[i]);
    }
    return run;
  }

  private int questions(View view, Query<?> query, String run) {
    asked.clear();
    assertThat(query.of(view, Arguments.of("run", run))).isNotNull();
    return asked.size();
  }
}
