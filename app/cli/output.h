#pragma once

namespace Saltern::Cli {

class LineWriter;

/// From now on print(), printError() and Qt's messages never wait for whoever reads them: for
/// commands with an engine inside, which is not to stand still because nobody looks. Lines that are
/// not read in time are left out and counted; `json` = as JSON on standard output.
LineWriter *printWithoutWaiting(bool json);

/// Before the program ends: gives what waits the time to be read, unless nobody reads.
void finishPrinting();

} // namespace Saltern::Cli
