package io.espalier.service.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.espalier.catalog.setting.Doc;
import io.espalier.service.Queries;
import io.espalier.service.answer.CostAnswer;
import io.espalier.service.answer.DataAnswer;
import io.espalier.service.answer.DoctorAnswer;
import io.espalier.service.answer.FsckAnswer;
import io.espalier.service.answer.Json;
import io.espalier.service.answer.PlanAnswer;
import io.espalier.service.answer.RebuildAnswer;
import io.espalier.service.answer.ReportFileAnswer;
import io.espalier.service.answer.Shown;
import io.espalier.service.answer.study.StudyAnswer;
import io.espalier.service.answer.sweep.SweepAnswer;
import io.espalier.service.query.Argument;
import io.espalier.service.query.Query;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The reference of questions and answers as Markdown, written from the records themselves. */
public final class AnswersReference {
  private static final String OPENING =
      """
      # Answers as JSON

      <!-- Generated from the records of io.espalier.service.answer and the questions of
      io.espalier.service: change those, not this page. -->

      Commands with `--json` print one answer as JSON on stdout, and nothing else there. The process
      that owns a store gives the same answers over its loopback API. Scripts can build on them: a
      field keeps its name, its type and its meaning; new fields may come, so leave out what you do
      not know.

      Keys are in snake_case, and every key of an answer is there even where its value is null.
      Times are ISO-8601 in UTC. Digests are SHA-256 in hexadecimal. A number that is not finite is
      null. Fractions are from 0 to 1.

      ## Questions

      The API listens on 127.0.0.1 at the port that `owner.json` in the store's folder names, as
      long as a process owns the store. `GET /v1/NAME?ARGUMENT=VALUE&…` asks a question and changes
      nothing; each request is signed with the secret of that file, and so is the answer
      ([the owner proves itself](decisions/20261126-the-owner-proves-itself.md); `bench/owner_api.py`
      is a client). With no owner, a command opens the store for reading and answers itself.

      Long lists come in parts: with `limit` an answer gives as many items at most and says in `next`
      where the list goes on; ask again with `cursor`. What is added meanwhile shifts nothing. To
      watch a store, ask `changes`: each answer gives a `cursor`, and with `after` the next one names
      what has changed since.

      """;

  private static final String ERRORS =
      """

      Three paths take `POST`, since they write: `/v1/cancel` (with `run`; the one that is walked
      where absent) cancels a run, `/v1/fsck` and `/v1/repair` do what `espalier fsck` does and
      answer with [`FsckAnswer`](#fsckanswer).

      Where there is no answer, the body is `{"error", "exit", "kind", "names"}`: one sentence, the
      exit code that the command ends with, why (`not_found`, `ambiguous`, `conflict`, `invalid`, or
      `failed` for any other reason), and names that may have been meant. The status is 404, 409,
      409, 400, or 422 and 500.

      ## Words

      """;

  /** Answers that are no query's, by the command that prints them. */
  private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("show --cost", CostAnswer.class);
    COMMANDS.put("plan", PlanAnswer.class);
    COMMANDS.put("sweep", SweepAnswer.class);
    COMMANDS.put("report", ReportFileAnswer.class);
    COMMANDS.put("fsck", FsckAnswer.class);
    COMMANDS.put("store rebuild", RebuildAnswer.class);
    COMMANDS.put("data list", DataAnswer.class);
    COMMANDS.put("doctor", DoctorAnswer.class);
    COMMANDS.put("study list", StudyAnswer.Listed.class);
    COMMANDS.put("study show", StudyAnswer.class);
  }

  private final StringBuilder page = new StringBuilder(OPENING);
  private final Set<Class<?>> written = new LinkedHashSet<>();

  private AnswersReference() {}

  /** The page. */
  public static String text() {
    return new AnswersReference().page();
  }

  private String page() {
    page.append("| question | arguments | answer |\n|---|---|---|\n");
    for (Query<?> query : Queries.all()) {
      page.append("| `").append(query.name()).append("` | ");
      page.append(
          query.arguments().stream()
              .map(AnswersReference::argument)
              .collect(Collectors.joining("<br>")));
      page.append(" | ").append(link(query.type())).append(" |\n");
    }
    page.append(ERRORS);
    words("state of a run", Stream.of(RunState.values()).map(RunState::id));
    words("state of a task", Stream.of(TaskState.values()).map(TaskState::id));
    words("what is shown for a task", Stream.of(Shown.values()).map(Shown::text));
    List<Class<?>> answers = new ArrayList<>();
    Queries.all().forEach(query -> answers.add(query.type()));
    answers.addAll(COMMANDS.values());
    answers.stream().distinct().forEach(this::answer);
    return page.toString();
  }

  private static String argument(Argument argument) {
    return "`"
        + argument.name()
        + "`"
        + (argument.required() ? " (required)" : "")
        + ": "
        + argument.meaning();
  }

  private void words(String what, Stream<String> words) {
    page.append("- ")
        .append(what)
        .append(": ")
        .append(words.map(word -> "`" + word + "`").collect(Collectors.joining(", ")))
        .append('\n');
  }

  private void answer(Class<?> type) {
    page.append("\n## ").append(name(type)).append("\n\n").append(doc(type)).append("\n\n");
    String commands =
        Stream.concat(
                Queries.all().stream()
                    .filter(query -> query.type() == type && printed(query.name()))
                    .map(Query::name),
                COMMANDS.entrySet().stream()
                    .filter(entry -> entry.getValue() == type)
                    .map(Map.Entry::getKey))
            .map(command -> "`espalier " + command + " --json`")
            .collect(Collectors.joining(", "));
    if (!commands.isEmpty()) {
      page.append("Printed by ").append(commands).append(".\n\n");
    }
    fields(type);
    page.append("\n```json\n").append(Json.write(Samples.of(type))).append("\n```\n");
  }

  /** Some questions are asked by commands that print something else. */
  private static boolean printed(String query) {
    return !Set.of("cost", "file", "ticket", "step", "changes", "report", "verdicts")
        .contains(query);
  }

  private void fields(Class<?> type) {
    written.add(type);
    page.append("| field | type | meaning |\n|---|---|---|\n");
    List<Class<?>> below = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      boolean none = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      page.append("| `")
          .append(
              PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName()))
          .append("` | ")
          .append(words(component.getGenericType()))
          .append(none ? " or null" : "")
          .append(" | ")
          .append(doc(type, component, none))
          .append(" |\n");
      part(component.getGenericType(), below);
    }
    for (Class<?> nested : below) {
      if (nested.isRecord() && !written.contains(nested) && !isAnswer(nested)) {
        page.append("\n### ")
            .append(name(nested))
            .append("\n\n")
            .append(doc(nested))
            .append("\n\n");
        fields(nested);
      }
    }
  }

  private static void part(Type type, List<Class<?>> parts) {
    if (type instanceof ParameterizedType generic) {
      Stream.of(generic.getActualTypeArguments()).forEach(of -> part(of, parts));
    } else if (type instanceof Class<?> plain) {
      parts.add(plain);
    }
  }

  private static boolean isAnswer(Class<?> type) {
    return COMMANDS.containsValue(type)
        || Queries.all().stream().anyMatch(query -> query.type() == type);
  }

  private static String words(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] of = generic.getActualTypeArguments();
      return generic.getRawType() == List.class
          ? "list of " + words(of[0])
          : "object of " + words(of[1]);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return link(plain);
    }
    if (plain.isEnum()) {
      return "word";
    }
    if (plain == String.class) {
      return "text";
    }
    if (plain == boolean.class) {
      return "true or false";
    }
    if (plain == double.class || plain == Double.class) {
      return "number";
    }
    if (plain == Instant.class) {
      return "time";
    }
    return plain == JsonNode.class || plain == Object.class ? "JSON" : "whole number";
  }

  private static String link(Class<?> type) {
    String name = name(type);
    return "[`" + name + "`](#" + name.toLowerCase(java.util.Locale.ROOT).replace(".", "") + ")";
  }

  /** A nested record with the answer that it belongs to: names such as Run stand several times. */
  private static String name(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return (outer == null ? "" : outer.getSimpleName() + ".") + type.getSimpleName();
  }

  private static String doc(Class<?> type) {
    Doc doc = type.getAnnotation(Doc.class);
    String said = doc == null ? Foreign.DOCS.get(type.getSimpleName()) : doc.value();
    if (said == null) {
      throw new IllegalStateException(type.getName() + ": @Doc is missing");
    }
    return said;
  }

  private static String doc(Class<?> type, RecordComponent component, boolean none) {
    Doc doc = component.getAnnotation(Doc.class);
    String field = type.getSimpleName() + "." + component.getName();
    String said = doc == null ? Foreign.DOCS.get(field) : doc.value();
    if (said == null) {
      throw new IllegalStateException(field + ": @Doc is missing");
    }
    if (none && !said.contains("null")) {
      throw new IllegalStateException(field + ": @Doc does not say what null means");
    }
    return said;
  }
}
