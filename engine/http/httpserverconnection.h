#pragma once

#include "engine/http/httpexchange.h"
#include "engine/http/httprequestparser.h"

#include <QDeadlineTimer>
#include <QTcpSocket>

namespace Saltern {

/// What a client may cost.
struct HttpLimits
{
    int connections = 512;                    // more are told to come back
    std::chrono::milliseconds idle{60'000};   // between two requests
    std::chrono::milliseconds head{10'000};   // from the first byte of a request to the last header
    std::chrono::milliseconds body{30'000};   // from there to the last byte
    std::chrono::milliseconds taking{30'000}; // in which a client has to take some of an answer
    std::chrono::milliseconds look{1'000};    // how often the times are looked at
};

/// One client of a server: request after request, each answered before the next is looked at.
/// Deletes itself when it has ended. Engine thread.
class HttpServerConnection : public QObject
{
    Q_OBJECT
public:
    /// Takes the socket over.
    HttpServerConnection(QTcpSocket *socket,
                         HttpService &service,
                         const HttpLimits &limits,
                         QObject *parent);

    bool waitsForAnswer(quint64 number) const;
    void answer(const HttpReply &reply);
    void answerLate(std::chrono::milliseconds after, std::function<HttpReply()> reply);

    /// Ends what has taken too long.
    void look();

    /// Answers and ends the connection.
    void refuse(const HttpReply &reply);

    /// Ends it as soon as what has come of a request, if anything, is answered.
    void retire();

private:
    enum class Phase {
        Idle,      // no byte of a request yet
        Head,      // some of its head
        Body,      // the head, and some of the body
        Answering, // the service has it
        Full,      // the client does not take its answers
        Closing,   // the last answer is on its way
    };

    void read();
    void advance();
    bool advanceOnce();
    bool admit();
    void enter(Phase phase);
    void send(const HttpReply &reply, bool keepsConnection);
    void onBytesWritten();
    void end();
    void endWriting();
    void close();

    QTcpSocket *m_socket;
    HttpService &m_service;
    HttpLimits m_limits;
    HttpRequestParser m_parser;
    Phase m_phase = Phase::Idle;
    QDeadlineTimer m_deadline;
    std::function<HttpReply()> m_late; // what is answered at the deadline
    quint64 m_number = 0;              // of the request that is being answered
    bool m_admitted = false;
    bool m_advancing = false;
    bool m_isRetiring = false;
};

} // namespace Saltern
