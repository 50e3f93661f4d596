#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QObject>

namespace Saltern {

class EngineControl;

/// Gathers what functions.list answers: the catalogue, the function nodes that run, and the
/// containers that every host has of them now. A host that does not answer is named and no more.
class FunctionListing : public QObject
{
    Q_OBJECT
public:
    FunctionListing(EngineControl &control, QObject *parent);

    void start();

Q_SIGNALS:
    void finished(const QJsonObject &listing);

private:
    void ask(const QString &host);
    QJsonArray runtimes() const;
    QJsonArray nodes() const;
    void answerWhenDone();

    EngineControl &m_control;
    qsizetype m_missing = 0;
    QJsonArray m_containers;
    QJsonArray m_unreachable;
};

} // namespace Saltern
