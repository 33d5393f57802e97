package io.espalier.service.query.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.service.answer.CompareAnswer;
import io.espalier.service.answer.ShowAnswer;
import io.espalier.service.answer.WhyAnswer;
import io.espalier.service.query.Argument;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Find;
import io.espalier.service.query.Plans;
import io.espalier.service.query.Query;
import io.espalier.service.query.View;
import io.espalier.store.Store;
import io.espalier.store.run.RunRecord;
import io.espalier.store.task.TaskRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code compare}: two runs side by side. */
public final class CompareQuery {
  /** The query; {@code left} and {@code right}. */
  public static final Query<CompareAnswer> QUERY =
      new Query<>(
          "compare",
          CompareAnswer.class,
          List.of(
              Argument.required("left", "Id of a run or its beginning."),
              Argument.required("right", "Id of another run or its beginning.")),
          CompareQuery::answer);

  private CompareQuery() {}

  private static CompareAnswer answer(View view, Arguments arguments) {
    Store store = view.store();
    RunRecord left = Find.run(store, arguments.require("left"));
    RunRecord right = Find.run(store, arguments.require("right"));
    ShowAnswer leftShown = ShowQuery.answer(view, left);
    ShowAnswer rightShown = ShowQuery.answer(view, right);
    return new CompareAnswer(
        ListQuery.describe(view, left),
        ListQuery.describe(view, right),
        settings(Plans.of(store, left).experiment(), Plans.of(store, right).experiment()),
        steps(keys(store, left), keys(store, right)),
        rows(leftShown, rightShown),
        Stream.concat(leftShown.altered().stream(), rightShown.altered().stream())
            .distinct()
            .toList());
  }

  private static List<WhyAnswer.Difference> settings(JsonNode left, JsonNode right) {
    Map<String, String> was = new TreeMap<>();
    Map<String, String> is = new TreeMap<>();
    leaves("", left, was);
    leaves("", right, is);
    TreeSet<String> paths = new TreeSet<>(was.keySet());
    paths.addAll(is.keySet());
    return paths.stream()
        .filter(path -> !Objects.equals(was.get(path), is.get(path)))
        .map(path -> new WhyAnswer.Difference(path, was.get(path), is.get(path)))
        .toList();
  }

  private static void leaves(String path, JsonNode node, Map<String, String> leaves) {
    if (node.isObject() && !node.isEmpty()) {
      node.properties()
          .forEach(
              member ->
                  leaves(
                      path.isEmpty() ? member.getKey() : path + "." + member.getKey(),
                      member.getValue(),
                      leaves));
    } else if (!node.isMissingNode()) {
      leaves.put(path, node.toString());
    }
  }

  private static Set<String> keys(Store store, RunRecord run) {
    Set<String> keys = new HashSet<>();
    for (TaskRecord task : store.tasks().list(run.runId())) {
      String key = task.stepKey();
      if (key != null) {
        keys.add(key);
      }
    }
    return keys;
  }

  private static CompareAnswer.Steps steps(Set<String> left, Set<String> right) {
    int shared = (int) left.stream().filter(right::contains).count();
    return new CompareAnswer.Steps(shared, left.size() - shared, right.size() - shared);
  }

  private static List<CompareAnswer.Row> rows(ShowAnswer left, ShowAnswer right) {
    record Where(int replicate, String arm, int draw, int round) {}
    Map<Where, ShowAnswer.Result[]> pairs = new LinkedHashMap<>();
    List<ShowAnswer> sides = List.of(left, right);
    for (int side = 0; side < 2; side++) {
      for (ShowAnswer.Result row : sides.get(side).results()) {
        pairs
                .computeIfAbsent(
                    new Where(row.replicate(), row.arm(), row.draw(), row.round()),
                    key -> new ShowAnswer.Result[2])[side] =
            row;
      }
    }
    List<CompareAnswer.Row> rows = new ArrayList<>();
    pairs.forEach(
        (where, pair) ->
            rows.add(
                new CompareAnswer.Row(
                    where.replicate(),
                    where.arm(),
                    where.draw(),
                    where.round(),
                    density(pair[0]),
                    density(pair[1]),
                    accuracy(pair[0]),
                    accuracy(pair[1]),
                    pair[0] != null
                        && pair[1] != null
                        && pair[0].weights().equals(pair[1].weights()))));
    return rows;
  }

  private static @Nullable Double density(ShowAnswer.@Nullable Result row) {
    return row == null ? null : row.density();
  }

  private static @Nullable Double accuracy(ShowAnswer.@Nullable Result row) {
    return row == null ? null : row.testAccuracy();
  }
}
