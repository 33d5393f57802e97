package io.espalier.store.question;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a question gave.
 *
 * @param columns their names, in lowercase where SQL does not keep the case
 * @param rows a value a column: {@link Long}, {@link Double}, {@link Boolean}, {@link String} or
 *     null. Times are in ISO 8601; doubles that are no finite numbers are the texts {@code NaN},
 *     {@code Infinity} and {@code -Infinity}
 * @param more whether there are further rows
 */
public record Answer(List<String> columns, List<List<@Nullable Object>> rows, boolean more) {}
