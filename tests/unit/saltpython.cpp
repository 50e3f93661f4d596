#include "tests/unit/saltpython.h"

#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>

namespace {

const QByteArray preamble = R"(import importlib, json, sys
sys.path.insert(0, '.')
class Tools(dict):
    def __missing__(self, name):
        module, function = name.split('.')
        return getattr(importlib.import_module(module), function)
tools = Tools()
cases = json.load(open('input.json', encoding='utf-8'))
)";

} // namespace

QJsonArray saltPython(const QByteArray &script, const QJsonArray &input)
{
    QTemporaryDir folder;
    for (const char *place : {"_utils", "_modules", "_engines"}) {
        const QDir modules(QStringLiteral(":/saltern/salt/salt/") + QLatin1String(place));
        const QStringList names = modules.entryList();
        for (const QString &name : names)
            QFile::copy(modules.filePath(name), folder.filePath(name));
    }
    QFile data(folder.filePath(QStringLiteral("input.json")));
    if (data.open(QIODevice::WriteOnly))
        data.write(QJsonDocument(input).toJson(QJsonDocument::Compact));
    data.close();
    QProcess process;
    process.setWorkingDirectory(folder.path());
    process.start(QStringLiteral("/usr/bin/python3"),
                  {QStringLiteral("-c"), QString::fromUtf8(preamble + script)});
    QEventLoop loop;
    QObject::connect(&process, &QProcess::finished, &loop, &QEventLoop::quit);
    QObject::connect(&process, &QProcess::errorOccurred, &loop, &QEventLoop::quit);
    QTimer::singleShot(std::chrono::minutes(2), &process, &QProcess::kill);
    loop.exec();
    const QByteArray errors = process.readAllStandardError();
    if (!errors.isEmpty())
        qWarning("%s", errors.right(2000).constData());
    return QJsonDocument::fromJson(process.readAllStandardOutput()).array();
}
