#include "engine/runs/journalreader.h"

#include <memory>

namespace Saltern {

class JournalReader::Worker : public QObject
{
public:
    explicit Worker(QString stateFolder) : m_stateFolder(std::move(stateFolder)) {}

    Result<QJsonValue> answer(const Question &question)
    {
        if (m_stateFolder.isEmpty())
            return fail(ErrorKind::Unsupported,
                        QStringLiteral("This engine only observes and keeps no journal."),
                        QStringLiteral("Start it without --observe."));
        if (!m_store) {
            auto store = std::make_unique<RunStore>();
            if (const auto opened = store->open(m_stateFolder); !opened)
                return fail(opened.error());
            m_store = std::move(store);
        }
        return question(*m_store);
    }

private:
    const QString m_stateFolder;
    std::unique_ptr<RunStore> m_store; // belongs to the thread, as SQLite's connections do
};

JournalReader::JournalReader(QString stateFolder, QObject *parent)
    : QObject(parent), m_worker(new Worker(std::move(stateFolder)))
{
    m_thread.setObjectName(QStringLiteral("reader"));
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start();
}

JournalReader::~JournalReader()
{
    m_thread.quit();
    m_thread.wait();
}

void JournalReader::ask(Question question, Answered answered)
{
    QMetaObject::invokeMethod(
        m_worker,
        [this, worker = m_worker, question = std::move(question), answered = std::move(answered)] {
            const Result<QJsonValue> answer = worker->answer(question);
            QMetaObject::invokeMethod(this, [answered, answer] { answered(answer); });
        });
}

} // namespace Saltern
