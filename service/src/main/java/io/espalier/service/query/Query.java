package io.espalier.service.query;

import io.espalier.service.refusal.InvalidQuestionException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * A question to the store. The process that owns the store answers it over its loopback API under
 * {@code /v1/NAME}; without an owner the asking process computes the same answer itself.
 *
 * @param name its name in the API
 * @param type class of the answer
 * @param arguments what it takes
 * @param answer computes it; reads only
 */
public record Query<T>(
    String name, Class<T> type, List<Argument> arguments, BiFunction<View, Arguments, T> answer) {
  public Query {
    arguments = List.copyOf(arguments);
  }

  /**
   * Computes the answer.
   *
   * @throws InvalidQuestionException when it is given an argument that it does not take
   */
  public T of(View view, Arguments given) {
    for (String name : given.values().keySet()) {
      if (arguments.stream().noneMatch(argument -> argument.name().equals(name))) {
        throw new InvalidQuestionException(
            name, name + ": unknown to " + this.name + " (expected: " + expected() + ")");
      }
    }
    return answer.apply(view, given);
  }

  private String expected() {
    return arguments.isEmpty()
        ? "no argument"
        : "one of " + arguments.stream().map(Argument::name).collect(Collectors.joining(", "));
  }
}
