package io.espalier.service.answer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answer of {@code query}.
 *
 * @param columns their names
 * @param rows a value a column: a number, a truth value, a text or null. Times are in ISO 8601;
 *     numbers that are not finite are the texts {@code NaN}, {@code Infinity} and {@code -Infinity}
 * @param more whether there are further rows that were not asked for
 */
public record SqlAnswer(List<String> columns, List<List<@Nullable Object>> rows, boolean more) {}
