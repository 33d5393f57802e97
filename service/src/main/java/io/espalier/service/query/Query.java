package io.espalier.service.query;

import java.util.function.BiFunction;

/**
 * A question to the store. The process that owns the store answers it over its loopback API under
 * {@code /v1/NAME}; without an owner the asking process computes the same answer itself.
 *
 * @param name its name in the API
 * @param type class of the answer
 * @param answer computes it; reads only
 */
public record Query<T>(String name, Class<T> type, BiFunction<View, Arguments, T> answer) {
  /** Computes the answer. */
  public T of(View view, Arguments arguments) {
    return answer.apply(view, arguments);
  }
}
