package io.espalier.run;

/**
 * The result of a finished task.
 *
 * @param cached whether the step had been recorded before
 * @param returnValue the result as JSON (XCom {@code return_value})
 */
public record TaskResult(boolean cached, String returnValue) {}
