#include "app/cli/statefolder.h"

#include "engine/base/installation.h"

#include <QDir>

namespace Saltern::Cli {

QString stateFolder(const std::string &option)
{
    return option.empty()
               ? defaultStateFolder()
               : QDir::cleanPath(QDir().absoluteFilePath(QString::fromStdString(option)));
}

} // namespace Saltern::Cli
